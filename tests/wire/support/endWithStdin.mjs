// Preloaded into the host: it ends by itself when its stdin ends, so that its coverage can be written.
process.stdin.resume();
process.stdin.once("end", () => process.exit(0));
process.stdin.unref?.();
