// Read at run time, since the file lies outside the compiled sources; the path is the same from `src` and `dist`.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { name, version } = require("../../package.json") as { name: string; version: string };

/** How this package names itself to Leaf, so that its support can tell our requests. */
export const USER_AGENT = `${name}/${version}`;
