import type { Switches } from "./switches";
import { UsageError } from "./usageError";

interface Rule {
    accepts: (value: unknown) => boolean;
    wanted: string;
}

const oneOf = (...values: (string | number)[]): Rule => ({
    accepts: (value) => values.includes(value as string | number),
    wanted: values.join(" | "),
});

const milliseconds: Rule = {
    accepts: (value) => typeof value === "number" && Number.isFinite(value) && value >= 0,
    wanted: "a number of milliseconds, 0 or more",
};

const rateLimit: Rule = {
    accepts: (value) => {
        if (value === null) {
            return true;
        }
        const { perMinute, retryAfter } = value as Record<string, unknown>;
        return Number.isInteger(perMinute) && (perMinute as number) >= 0 && typeof retryAfter === "boolean";
    },
    wanted: 'null | {"perMinute": 1000, "retryAfter": true}',
};

const rules: Record<keyof Switches, Rule> = {
    existing: oneOf("reject400", "reject409", "overwrite"),
    badLogin: oneOf("reject400", "accept"),
    unknownAccounts: oneOf("reject", "register"),
    lateDeletionMs: milliseconds,
    names: oneOf("asSent", "lowerCase", "trimmed", "lowerCaseTrimmed"),
    postStatus: oneOf(201, 200),
    deleteAnswer: oneOf("204", "200body"),
    notFoundBody: oneOf("problem", "empty"),
    rateLimit,
    latencyMs: milliseconds,
    backgroundDelayMs: milliseconds,
};

const ruleOf = (name: string): Rule => {
    if (!Object.hasOwn(rules, name)) {
        throw new UsageError(`There is no switch "${name}". The switches: ${Object.keys(rules).join(", ")}.`);
    }
    return rules[name as keyof Switches];
};

/** Checks switches that come from outside; throws a {@link UsageError} that names the wrong one and its values. */
export function checkSwitches(given: Record<string, unknown>): Partial<Switches> {
    for (const [name, value] of Object.entries(given)) {
        const { accepts, wanted } = ruleOf(name);
        if (value === undefined || !accepts(value)) {
            throw new UsageError(`The switch ${name} cannot be ${JSON.stringify(value)}. It takes ${wanted}.`);
        }
    }
    return given;
}

/** Reads switches from texts such as `existing=overwrite`; numbers, null and objects as JSON. */
export function parseSwitches(texts: string[]): Partial<Switches> {
    const parsed = texts.map((text) => {
        const [, name = text, value = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
        return [name, ruleOf(name).accepts(value) ? value : jsonOrText(value)] as const;
    });
    return checkSwitches(Object.fromEntries(parsed));
}

function jsonOrText(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}
