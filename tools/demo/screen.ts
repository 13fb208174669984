// What the demo says itself. The CLI's own words stand behind a bar (cli.ts), so that the two are told apart.

const inColor = process.stdout.isTTY === true && !process.env.NO_COLOR;

/** For the CLI's `--color`. */
export const cliColor = inColor ? "always" : "never";

const paint =
    (code: number) =>
    (text: string): string =>
        inColor ? `\u001b[${code}m${text}\u001b[0m` : text;

const bold = paint(1);
const red = paint(31);
const green = paint(32);
const gray = paint(90);

export function say(text = ""): void {
    console.log(text);
}

/** The heading of a step, and what to look at in it. */
export function heading(title: string, lookAt: string): void {
    say();
    say(bold(`── ${title} ${"─".repeat(Math.max(3, 76 - title.length))}`));
    say(lookAt);
}

/** Something that happens outside the stack. */
export function aside(text: string): void {
    say(gray(`  … ${text}`));
}

export function commandLine(words: string): void {
    say();
    say(bold(`  $ ${words}`));
}

export function cliLine(line: string): void {
    say(line === "" ? gray("  │") : `${gray("  │")} ${line}`);
}

export function passed(text: string): void {
    say(`  ${green("✓")} ${text}`);
}

export function failed(text: string): void {
    say(`  ${red("✗")} ${text}`);
}
