/** One operation on one credential: its user, its name in messages, its time. */
import { type CallOptions } from "../leaf/call";
import { Deadline } from "../leaf/deadline";
import { waitBeforeRetry } from "../leaf/retry";
import type { Context } from "./context";
import { aboutOf, type Props } from "./record";
import { budgetOf, type TimedOperation } from "./timeouts";

/** The circumstances of all requests of one operation. */
export interface Operation extends CallOptions {
    readonly leafUserId: string;
}

/** Starts the clock of an operation. */
export function startOperation(
    context: Context,
    operation: TimedOperation,
    leafUserId: string,
    props: Props,
): Operation {
    return {
        leafUserId,
        about: aboutOf(context.kind, leafUserId, props),
        deadline: new Deadline(budgetOf(props, operation, context.operationTimeout)),
    };
}

/** Waits with growing pauses; where the time left does not allow it, calls `outOfTime`, which throws. */
export async function pause({ deadline }: Operation, tries: number, outOfTime: () => never): Promise<void> {
    const ms = 250 + waitBeforeRetry(undefined, tries, Math.random());
    if (ms >= deadline.remaining) outOfTime();
    await new Promise((resolve) => setTimeout(resolve, ms));
}
