/**
 * The program's first file. It loads nothing but what it needs to tell the program from the child
 * process that runs a third party's sink: each is a root of its own, so that the child pays for
 * none of the program.
 */
const root = process.argv[2] === "__sink-host" ? "./sink-host.entry.ts" : "./program.ts";
await import(new URL(root, import.meta.url).href);
