import { existsSync, readFileSync } from "node:fs";
import type { EngineEvent, OpMap } from "@pulumi/pulumi/automation/index.js";

export type { EngineEvent, OpMap };

/** The events which the engine wrote with --event-log, one JSON object a line; the last may be half of a killed run. */
export function readEvents(file: string): EngineEvent[] {
    if (!existsSync(file)) {
        return [];
    }
    return readFileSync(file, "utf8")
        .split("\n")
        .flatMap((line) => {
            try {
                return [JSON.parse(line) as EngineEvent];
            } catch {
                return [];
            }
        });
}

/** How many resources were created, replaced, left as they were… */
export function resourceChanges(events: readonly EngineEvent[]): OpMap {
    return events.findLast((event) => event.summaryEvent)?.summaryEvent?.resourceChanges ?? {};
}

/**
 * Debug messages are shown to those who ask for them with --debug, at their own risk: in them the SDK writes out every
 * answer of the engine, secret outputs of any provider in clear.
 */
export function isShown({ diagnosticEvent }: EngineEvent): boolean {
    const severity: string | undefined = diagnosticEvent?.severity;
    return severity !== "debug";
}

export interface Diagnostic {
    severity: string;
    message: string;
}

/** What the engine told the user, without the debug messages. */
export function diagnostics(events: readonly EngineEvent[]): Diagnostic[] {
    return events
        .filter(isShown)
        .flatMap(({ diagnosticEvent }) => diagnosticEvent ?? [])
        .map(({ severity, message }): Diagnostic => ({ severity, message: message.trim() }));
}
