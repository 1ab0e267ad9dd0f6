/** The digit that holds the two variant bits of a UUID, and the first one of its random part. */
const VARIANT_AT = 19;
const RANDOM_AT = 15;

/**
 * A second UUIDv7 made of a first one: same timestamp, every random bit turned over. So a
 * session id differs from the distinct id of its request, and is the same on every retry.
 */
export function siblingId(uuid: string): string {
  const flip = (digit: string, at: number) =>
    (Number.parseInt(digit, 16) ^ (at === VARIANT_AT - RANDOM_AT ? 0x3 : 0xf)).toString(16);
  return uuid.slice(0, RANDOM_AT) + uuid.slice(RANDOM_AT).replace(/[0-9a-f]/gi, flip);
}
