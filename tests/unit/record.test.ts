import assert from "node:assert/strict";
import fc from "fast-check";
import { differingIdentity, inputsOf, outputsOf } from "../../provider/dist/lifecycle/record.js";
import { sentera } from "../../provider/dist/sentera.js";

const USER = "453b3bd5-85d6-46b0-b5b7-2d4698f48307";
const INPUTS = {
    leafUserId: USER,
    username: "Grower@Acme.example",
    password: "pw",
    organizationName: "Acme Farms",
    __provider: "text",
};
const ANSWER = {
    id: "c1",
    status: "OK",
    username: "Grower@Acme.example",
    organizationName: "Acme Farms",
    organizationId: "o1",
    authToken: "t1",
};

/** The value inside the engine's mark of a secret. */
function unwrap(value: unknown): unknown {
    assert.equal(
        (value as Record<string, unknown>)["4dabf18193072939515e22adb298388d"],
        "1b47061264138c4ac30d75fd1eb44270",
    );
    return (value as { value: unknown }).value;
}

describe("the record of a credential", () => {
    it("keeps the user's spelling where the server only normalised letters and blanks", () => {
        const letters = fc
            .string({ unit: fc.constantFrom("a", "B", " ", "É", "x"), minLength: 1 })
            .filter((s) => s.trim() !== "");
        fc.assert(
            fc.property(letters, fc.constantFrom("lower", "trim", "both"), (name, how) => {
                const trimmed = how === "lower" ? name : name.trim();
                const answered = how === "trim" ? trimmed : trimmed.toLowerCase();
                const known = { ...INPUTS, username: name, organizationName: name };
                const credential = { ...ANSWER, username: answered, organizationName: answered };
                const outputs = outputsOf(sentera, USER, known, credential, "owner");
                assert.equal(outputs["username"], name);
                assert.equal(outputs["organizationName"], name);
            }),
        );
    });

    it("shows Leaf's spelling where it differs in more than that", () => {
        const outputs = outputsOf(sentera, USER, INPUTS, { ...ANSWER, username: "someone@else.example" }, "owner");
        assert.equal(outputs["username"], "someone@else.example");
        assert.deepEqual(differingIdentity(sentera, INPUTS, { ...ANSWER, organizationName: "Other" }), [
            "organizationName",
        ]);
    });

    it("does not take for different what Leaf leaves out of its answer", () => {
        assert.deepEqual(differingIdentity(sentera, INPUTS, { id: "c1", username: "grower@acme.example" }), []);
    });

    it("marks password and authToken secret, once", () => {
        const outputs = outputsOf(sentera, USER, INPUTS, ANSWER, "owner");
        assert.equal(unwrap(outputs["authToken"]), "t1");
        assert.equal(unwrap(outputs["password"]), "pw");
        assert.equal(unwrap(inputsOf(sentera, outputs)["password"]), "pw");
    });

    it("never holds undefined or null, which the engine's host refuses", () => {
        const outputs = outputsOf(sentera, USER, { __provider: "text" }, { id: "c1", username: "u" }, undefined);
        assert.deepEqual(outputs, { leafUserId: USER, username: "u", credentialId: "c1", __provider: "text" });
    });

    it("keeps the recorded account where the present one is not known", () => {
        assert.equal(outputsOf(sentera, USER, { ...INPUTS, apiOwner: "a" }, ANSWER, undefined)["apiOwner"], "a");
        assert.equal(outputsOf(sentera, USER, { ...INPUTS, apiOwner: "a" }, ANSWER, "b")["apiOwner"], "b");
    });
});
