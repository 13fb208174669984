import assert from "node:assert/strict";

import { PROVIDER_TEXT, useStage } from "./support/wire.ts";

describe("The life of a credential", () => {
    const stage = useStage();

    it("goes from create over nothing to do and refresh to destroy, and leaves nothing at Leaf", async () => {
        const user = stage().user();
        const run = stage().run();
        assert.equal(await run.up(user.inputs()), "create");
        const made = user.credential();
        assert.deepEqual(run.state, {
            id: user.leafUserId,
            inputs: user.inputs(),
            outputs: {
                ...user.args,
                credentialId: made?.id,
                status: "OK",
                createdTime: made?.createdTime,
                organizationId: made?.organizationId,
                authToken: made?.authToken,
                apiOwner: "Owner@leaf.example",
                __provider: PROVIDER_TEXT,
            },
            initErrors: [],
        });
        const recorded = structuredClone(run.state);
        assert.equal(await run.up(user.inputs()), "same");
        assert.equal(await run.refresh(), "same");
        assert.deepEqual(run.state, recorded);
        await run.destroy();
        assert.equal(user.credential(), undefined);
    });
});
