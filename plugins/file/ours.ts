import type { FileHandle } from "node:fs/promises";

/** What every line begins with; a 0 stands for any hexadecimal digit. */
const HEAD = '{"id":"00000000-0000-0000-0000-000000000000","project":"';

/**
 * Whether a file is one of reports by its first bytes, which no other program writes: `whole`
 * where a line of ours begins there, `torn` where what there is may be the beginning of one that
 * a crash or a loss of power has cut off, `foreign` for everything else.
 */
export type Beginning = "whole" | "torn" | "foreign";

/** Looks at the first bytes of a file that is not empty. */
export async function beginningOf(file: FileHandle): Promise<Beginning> {
  const buffer = Buffer.alloc(HEAD.length);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
  return beginning(buffer.toString("latin1", 0, bytesRead));
}

/** The same for a text. Zeros are what a file system leaves of bytes that never reached the disk. */
export function beginning(text: string): Beginning {
  const zeros = text.search(/\0+$/);
  const head = (zeros < 0 ? text : text.slice(0, zeros)).slice(0, HEAD.length);
  const alike = [...head].every((character, at) => fits(character, HEAD[at]));
  if (!alike) return "foreign";
  return head.length === HEAD.length ? "whole" : "torn";
}

function fits(character: string, pattern: string | undefined): boolean {
  return pattern === "0" ? /[0-9a-f]/.test(character) : character === pattern;
}
