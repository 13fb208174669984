import { STATUS_CODES } from "node:http";

const withMessage = "https://www.jhipster.tech/problem/problem-with-message";
const violation = "https://www.jhipster.tech/problem/constraint-violation";

/** One invalid field of a request, in JHipster's words. */
export interface FieldError {
    /** The thing validated, such as `senteraCredentials`. */
    objectName: string;
    /** The field's name. */
    field: string;
    /** What is wrong with it, such as `must not be blank`. */
    message: string;
}

/** An error answer of Leaf's API. Throw it in a route; the error handler turns it into `application/problem+json`. */
export class Problem extends Error {
    /**
     * @param status HTTP status.
     * @param members What the body says besides `status` and `path`.
     */
    constructor(
        readonly status: number,
        readonly members: Record<string, unknown>,
    ) {
        super(`Problem ${status}`);
    }

    /** The body as Leaf sends it. */
    body(path: string): Record<string, unknown> {
        const { type = withMessage, title, ...rest } = this.members;
        return { type, title, status: this.status, path, ...rest };
    }
}

/** An error of HTTP itself: title and message follow from the status. */
export const httpProblem = (status: number, detail: string): Problem =>
    new Problem(status, { title: STATUS_CODES[status] ?? "Error", detail, message: `error.http.${status}` });

/** 401, as in Leaf's samples. */
export const notAuthenticated = (detail = "Not Authenticated"): Problem => httpProblem(401, detail);

/** 404. Leaf shows no sample: this is JHipster's default. */
export const notFound = (): Problem => httpProblem(404, "404 NOT_FOUND");

/** An error with Leaf's `errorKey`; the text is both title and message, as in Leaf's sample of `invalidGeometry`. */
export const keyed = (status: number, errorKey: string, text: string): Problem =>
    new Problem(status, { title: text, message: text, errorKey });

/** 400 for invalid fields. JHipster's default: Leaf shows no sample. */
export const invalidFields = (fieldErrors: FieldError[]): Problem =>
    new Problem(400, {
        type: violation,
        title: "Method argument not valid",
        message: "error.validation",
        fieldErrors,
    });
