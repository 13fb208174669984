/**
 * What Leaf's answers must look like. Strict in what a rule depends on, lenient in the rest: fields may be absent or
 * null (Leaf's page gives no promise), unknown ones are ignored.
 */
import * as v from "valibot";

/** Text that Leaf may leave out or set to null; a number is taken as its digits, since ids are opaque. */
export const optionalText = v.pipe(
    v.nullish(v.union([v.string(), v.pipe(v.number(), v.transform(String))])),
    v.transform((value) => value ?? undefined),
);

/** What every credential has, whatever the provider. Leaf's page "Provider Credentials". */
export const credentialEntries = {
    id: v.union([v.pipe(v.string(), v.nonEmpty()), v.pipe(v.number(), v.transform(String))]),
    status: optionalText,
    createdTime: optionalText,
};

/** The part of a Leaf user that we rely on. */
export const leafUser = v.object({ id: v.pipe(v.string(), v.nonEmpty()) });

/** The log of a credential. Leaf's page "Events". */
export const credentialEvents = v.array(
    v.object({
        id: optionalText,
        createdDate: optionalText,
        statusCode: v.pipe(
            v.nullish(v.union([v.number(), v.pipe(v.string(), v.transform(Number))])),
            v.transform((value) => value ?? undefined),
        ),
        body: optionalText,
        headers: optionalText,
    }),
);

/** One entry of a credential's log: an HTTP answer that Leaf had from the provider. */
export type CredentialEvent = v.InferOutput<typeof credentialEvents>[number];
