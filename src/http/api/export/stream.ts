/**
 * The chunks of a generator as a body that is made as fast as it is read: one chunk at a time,
 * and none once the client has gone away. A failure cuts the body off, so that nobody takes the
 * part for the whole.
 *
 * @param failed is told why
 */
export function bodyOf(
  chunks: AsyncGenerator<string, void>,
  failed: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value, done } = await chunks.next();
          if (done) controller.close();
          else controller.enqueue(encoder.encode(value));
        } catch (error) {
          failed(error);
          // Bun prints what this is to stderr, an error with its source.
          controller.error("broken off");
        }
      },
      async cancel() {
        await chunks.return();
      },
    },
    { highWaterMark: 0 },
  );
}
