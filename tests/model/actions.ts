/** What may happen to a stack and to Leaf, as data: so that fast-check can make it up, shrink it and print it. */
import fc from "fast-check";
import type { Fault, Switches } from "leaf-emulator";

/** What the program says of the credential. */
export interface Program {
    organization: "Acme Farms" | "Acme South";
    password: "right" | "wrong";
    adopt: boolean;
    whenUnhealthy: "warn" | "fail" | "replace";
}

/** Something that goes wrong at one of the next requests. */
export interface Trouble {
    fault: Omit<Fault, "path">;
    /** Kill the provider's process when the request has arrived, and never answer it. */
    crash: boolean;
}

/** One step. */
export type Action =
    | { do: "up"; program: Program; troubles: Trouble[] }
    | { do: "refresh" | "destroy"; troubles: Trouble[] }
    | {
          do: "somebody";
          what: "removes" | "creates another" | "creates the same" | "spoils" | "heals" | "changes the password";
      };

/** A whole story. */
export interface Story {
    switches: Partial<Switches>;
    actions: Action[];
}

const PAGE = "<html><head><title>gateway</title></head></html>";

/** Failures that any request may meet, with or without an effect. */
const broken: Omit<Fault, "path">[] = [
    { action: "reset" },
    { action: "hang" },
    { action: "truncate" },
    { status: 500, body: '{"title":"Internal Server Error","status":500}' },
    { status: 502, body: PAGE },
    { status: 503, headers: { "retry-after": "0" } },
    { status: 504, body: "" },
];

/** Refusals and strange answers: no server gives them after it has done what it was asked to. */
const refused: Omit<Fault, "path">[] = [
    { status: 400, body: '{"title":"Bad Request","errorKey":"strange"}' },
    { status: 401, body: "{}" },
    { status: 403, body: PAGE },
    { status: 404, body: PAGE },
    { status: 409, body: '{"title":"Conflict"}' },
    { status: 429, headers: { "retry-after": "0" }, body: '{"error":"Request limit exceeded"}' },
    { status: 302, headers: { location: "http://127.0.0.1:1/" }, body: "" },
];

/** A success that is none: only where it must be taken for "in doubt". */
const strange: Omit<Fault, "path">[] = [
    { status: 200, body: PAGE },
    { status: 201, body: "" },
    { status: 200, body: '{"message":"ok"}' },
];

const position = fc.record({ after: fc.nat(2), times: fc.constantFrom(1, 1, 2) });

const fault = fc.oneof(
    fc.tuple(fc.constantFrom("GET", "POST", "DELETE"), fc.constantFrom("before", "after"), fc.constantFrom(...broken)),
    fc.tuple(fc.constantFrom("GET", "POST", "DELETE"), fc.constant("before"), fc.constantFrom(...refused)),
    fc.tuple(fc.constantFrom("GET", "POST"), fc.constantFrom("before", "after"), fc.constantFrom(...strange)),
) as fc.Arbitrary<["GET" | "POST" | "DELETE", "before" | "after", Omit<Fault, "path">]>;

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
    {
        weight: 5,
        arbitrary: fc
            .tuple(fault, position)
            .map(([[method, when, what], where]) => ({ fault: { method, when, ...where, ...what }, crash: false })),
    },
    {
        weight: 1,
        arbitrary: fc
            .tuple(fc.constantFrom("GET", "POST", "DELETE"), fc.constantFrom("before", "after"), fc.nat(1))
            .map(([method, when, after]) => ({
                fault: { method, when, after, action: "hang" } as const,
                crash: true,
            })),
    },
);

const troubles: fc.Arbitrary<Trouble[]> = fc.oneof(
    { weight: 2, arbitrary: fc.constant<Trouble[]>([]) },
    { weight: 3, arbitrary: fc.array(trouble, { maxLength: 2 }) },
);

const program: fc.Arbitrary<Program> = fc.record({
    organization: fc.constantFrom("Acme Farms", "Acme Farms", "Acme South"),
    password: fc.constantFrom("right", "right", "right", "wrong"),
    adopt: fc.boolean(),
    whenUnhealthy: fc.constantFrom("warn", "fail", "replace"),
});

const action: fc.Arbitrary<Action> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant("up" as const), program, troubles }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("refresh" as const, "destroy" as const), troubles }) },
    {
        weight: 3,
        arbitrary: fc.record({
            do: fc.constant("somebody" as const),
            what: fc.constantFrom(
                "removes" as const,
                "creates another" as const,
                "creates the same" as const,
                "spoils" as const,
                "heals" as const,
                "changes the password" as const,
            ),
        }),
    },
);

/** Everything that Leaf leaves unsaid, in each of its settings. */
const switches = fc.record({
    existing: fc.constantFrom("reject400", "reject409", "overwrite"),
    badLogin: fc.constantFrom("reject400", "accept"),
    lateDeletionMs: fc.constantFrom(0, 0, 300),
    names: fc.constantFrom("asSent", "lowerCase", "trimmed", "lowerCaseTrimmed"),
    postStatus: fc.constantFrom(201, 200),
    deleteAnswer: fc.constantFrom("204", "200body"),
    notFoundBody: fc.constantFrom("problem", "empty"),
}) as fc.Arbitrary<Partial<Switches>>;

/** Stories of up to a dozen steps. */
export const stories: fc.Arbitrary<Story> = fc.record({
    switches,
    actions: fc.array(action, { minLength: 1, maxLength: 12 }),
});
