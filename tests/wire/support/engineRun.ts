/**
 * One resource of a stack, and what the engine does with it: which calls it makes, and what it records. Follows
 * `pkg/resource/deploy` (step generator, steps, step executor) of pulumi/pulumi. No dependency on a test runner.
 */
import { type DiffAnswer, type Host, HostError } from "./host.ts";
import type { Bag } from "./values.ts";

/** The resource in the state. */
export interface Recorded {
    id: string;
    inputs: Bag;
    outputs: Bag;
    /** Not empty: the next `up` calls `update` even if nothing has changed. */
    initErrors: string[];
}

/** What an `up` does to the resource. */
export type Step = "create" | "same" | "update" | "replace";

/** `check` found problems: `preview` and `up` stop before anything is done. */
export class CheckFailed extends Error {
    constructor(readonly failures: { property: string; reason: string }[]) {
        super(failures.map(({ reason }) => reason).join("\n"));
    }
}

/** A stack of one resource. */
export class EngineRun {
    /** Undefined: not in the state. */
    state: Recorded | undefined;

    /** @param host - to be exchanged for another one at will, as each run of the CLI has its own */
    constructor(public host: Host) {}

    /** What an `up` would do. */
    async preview(news: Bag): Promise<Step> {
        return (await this.plan(news)).step;
    }

    /** Brings the resource to what the program says. Throws what the user would see; the state is kept as the engine does. */
    async up(news: Bag): Promise<Step> {
        const { step, inputs } = await this.plan(news);
        switch (step) {
            case "same":
                // Outputs stay as they are, new inputs are saved.
                this.state = { ...this.state!, inputs };
                break;
            case "update":
                await this.update(inputs);
                break;
            case "replace":
                // Delete first: what is deleted leaves the state, whatever becomes of the create.
                await this.host.delete(this.state!.id, this.state!.outputs);
                this.state = undefined;
                await this.create(await this.checked({}, news));
                break;
            case "create":
                await this.create(inputs);
        }
        return step;
    }

    /** Brings the state to what is there. Tells whether there is drift: the display's "~". */
    async refresh(): Promise<"same" | "drift" | "gone"> {
        const before = this.state;
        if (before === undefined) return "gone";
        const { id, properties, inputs } = await this.host.read(before.id, before.outputs);
        if (id === "") {
            this.state = undefined;
            return "gone";
        }
        this.state = { id, outputs: properties, inputs: inputs ?? before.inputs, initErrors: [] };
        const diff = await this.host.diff(id, properties, before.inputs);
        return changed(diff, this.state.inputs, before.inputs) ? "drift" : "same";
    }

    /** Deletes the resource. */
    async destroy(): Promise<void> {
        if (this.state === undefined) return;
        await this.host.delete(this.state.id, this.state.outputs);
        this.state = undefined;
    }

    private async plan(news: Bag): Promise<{ step: Step; inputs: Bag }> {
        const inputs = await this.checked(this.state?.inputs ?? {}, news);
        if (this.state === undefined) return { step: "create", inputs };
        const diff = await this.host.diff(this.state.id, this.state.outputs, inputs);
        if (changed(diff, this.state.inputs, inputs)) {
            return { step: diff.replaces.length > 0 ? "replace" : "update", inputs };
        }
        return { step: this.state.initErrors.length > 0 ? "update" : "same", inputs };
    }

    private async checked(olds: Bag, news: Bag): Promise<Bag> {
        const { inputs, failures } = await this.host.check(olds, news);
        if (failures.length > 0) throw new CheckFailed(failures);
        return inputs;
    }

    private async create(inputs: Bag): Promise<void> {
        try {
            const { id, properties } = await this.host.create(inputs);
            this.state = { id, inputs, outputs: properties, initErrors: [] };
        } catch (error) {
            this.recordFailure(error, inputs);
            throw error;
        }
    }

    private async update(inputs: Bag): Promise<void> {
        const before = this.state!;
        try {
            const { properties } = await this.host.update(before.id, before.outputs, inputs);
            this.state = { id: before.id, inputs, outputs: properties, initErrors: [] };
        } catch (error) {
            // The old inputs stay, so that the next `up` sees the change again.
            this.recordFailure(error, before.inputs);
            throw error;
        }
    }

    /** Only an initialisation failure changes the state. */
    private recordFailure(error: unknown, inputs: Bag): void {
        if (!(error instanceof HostError) || error.initFailed === undefined) return;
        const { id, properties, reasons } = error.initFailed;
        this.state = { id, inputs, outputs: properties, initErrors: reasons };
    }
}

/** `unknown` leaves it to the engine, which compares the inputs; equal ones are no change, whatever else was said. */
function changed({ changes }: DiffAnswer, oldInputs: Bag, newInputs: Bag): boolean {
    return changes === "some" || (changes === "unknown" && canonical(oldInputs) !== canonical(newInputs));
}

function canonical(value: unknown): string {
    return JSON.stringify(value, (_key, each: unknown) =>
        typeof each === "object" && each !== null && !Array.isArray(each)
            ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
            : each,
    );
}
