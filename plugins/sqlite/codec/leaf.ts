import { type ByteReader, type ByteWriter, fromUtf16, utf8, utf16 } from "./bytes.ts";
import { joinNonces, splitNonces } from "./nonce.ts";
import type { Leaf } from "./shape.ts";
import { formatUuid, looksLikeUuid, parseUuid, UUID_BYTES } from "./uuid.ts";

/** Gives the id of a text in the dictionary, or `null` where it is better written in place. */
export type Intern = (text: string) => number | null;

/** Gives the text of a dictionary id. Throws when there is none. */
export type LookUp = (id: number) => string;

/*
 * A leaf starts with one varint: its lowest two bits say what it is, the rest is a value.
 *   0  id in the dictionary
 *   1  non-negative integer
 *   2  UTF-8 of that many bytes, which follow
 *   3  one of the rare kinds below
 */
const TEXT_ID = 0;
const INTEGER = 1;
const UTF8 = 2;
const RARE = 3;

const FLOAT64 = 0;
const UTF16 = 1;
/** A UUID: how many leading bytes it shares with the report's id, then the others. */
const UUID = 2;
/** A text with nonces: template, number of nonces, nonces. */
const NONCED = 3;

const MAX_INTEGER = 2 ** 50;
/** A reference costs as much as this many characters. */
const SHORT = 2;

/** Writes one leaf. `id` is the report's. */
export function writeLeaf(out: ByteWriter, leaf: Leaf, id: Uint8Array, intern: Intern): void {
  if (typeof leaf === "number") writeNumber(out, leaf);
  else if (leaf.length <= SHORT) writeInPlace(out, leaf);
  else if (!writeUuid(out, leaf, id) && !writeNonced(out, leaf, id, intern)) {
    writeText(out, leaf, intern);
  }
}

/** Reads one leaf that {@link writeLeaf} wrote for the report of the same id. */
export function readLeaf(input: ByteReader, id: Uint8Array, lookUp: LookUp): Leaf {
  const head = input.varint();
  const value = Math.floor(head / 4);
  switch (head % 4) {
    case TEXT_ID:
      return lookUp(value);
    case INTEGER:
      return value;
    case UTF8:
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(input.raw(value));
    default:
      return readRare(input, value, id, lookUp);
  }
}

/** Writes a text, in the dictionary where that pays. */
export function writeText(out: ByteWriter, text: string, intern: Intern): void {
  const id = intern(text);
  if (id === null) writeInPlace(out, text);
  else out.varint(id * 4 + TEXT_ID);
}

function writeNumber(out: ByteWriter, value: number): void {
  if (Number.isInteger(value) && value >= 0 && value < MAX_INTEGER && !Object.is(value, -0)) {
    out.varint(value * 4 + INTEGER);
    return;
  }
  out.varint(FLOAT64 * 4 + RARE);
  out.float64(value);
}

function writeInPlace(out: ByteWriter, text: string): void {
  if (text.isWellFormed()) {
    const bytes = utf8(text);
    out.varint(bytes.length * 4 + UTF8);
    out.raw(bytes);
    return;
  }
  const bytes = utf16(text);
  out.varint(UTF16 * 4 + RARE);
  out.varint(bytes.length);
  out.raw(bytes);
}

function writeUuid(out: ByteWriter, text: string, id: Uint8Array): boolean {
  const bytes = looksLikeUuid(text) ? parseUuid(text) : null;
  if (bytes === null) return false;
  let shared = 0;
  while (shared < UUID_BYTES && bytes[shared] === id[shared]) shared++;
  out.varint(UUID * 4 + RARE);
  out.varint(shared);
  out.raw(bytes.subarray(shared));
  return true;
}

function writeNonced(out: ByteWriter, text: string, id: Uint8Array, intern: Intern): boolean {
  const split = splitNonces(text);
  if (split === null) return false;
  out.varint(NONCED * 4 + RARE);
  writeText(out, split.template, intern);
  out.varint(split.nonces.length);
  // Most policies repeat one nonce; each distinct one is written once, then by its place.
  const places = new Map<string, number>();
  for (const nonce of split.nonces) {
    const place = places.get(nonce);
    out.varint(place ?? places.size);
    if (place !== undefined) continue;
    places.set(nonce, places.size);
    writeLeaf(out, nonce, id, intern);
  }
  return true;
}

function readRare(input: ByteReader, kind: number, id: Uint8Array, lookUp: LookUp): Leaf {
  switch (kind) {
    case FLOAT64:
      return input.float64();
    case UTF16:
      return fromUtf16(input.raw(input.varint()));
    case UUID:
      return readUuid(input, id);
    case NONCED:
      return readNonced(input, id, lookUp);
    default:
      throw new Error("the stored report has a value of an unknown kind");
  }
}

function readUuid(input: ByteReader, id: Uint8Array): string {
  const bytes = new Uint8Array(id);
  const shared = input.varint();
  bytes.set(input.raw(UUID_BYTES - shared), shared);
  return formatUuid(bytes);
}

function readNonced(input: ByteReader, id: Uint8Array, lookUp: LookUp): string {
  const template = String(readLeaf(input, id, lookUp));
  const distinct: string[] = [];
  const nonces: string[] = [];
  for (let left = input.varint(); left > 0; left--) {
    const place = input.varint();
    if (place === distinct.length) distinct.push(String(readLeaf(input, id, lookUp)));
    nonces.push(distinct[place] ?? "");
  }
  return joinNonces({ template, nonces });
}
