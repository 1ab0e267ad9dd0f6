import { createServer } from "node:http";

/** A message that came, as far as tests look. */
export interface FakeDelivery {
  /** `webhook-id`. */
  readonly id: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
  readonly body: { data: { findings: FakeFinding[] } };
}

export interface FakeFinding {
  readonly issue: string;
  readonly url: string;
  readonly text: string;
  readonly explanation: { verdict: string; happened: string; advice: string } | null;
  readonly details: { blocked: string };
}

/** A webhook of nobody: it keeps what comes, and refuses while it is told to. */
export async function startFakeWebhook() {
  const received: FakeDelivery[] = [];
  const state = { refuses: false };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (!state.refuses) {
      const text = Buffer.concat(chunks).toString();
      const { headers } = request;
      received.push({ id: `${headers["webhook-id"]}`, headers, text, body: JSON.parse(text) });
    }
    response.writeHead(state.refuses ? 503 : 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : null;
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return {
    received,
    state,
    url: `http://127.0.0.1:${port}/hook/a-secret-path`,
    /** Every finding of every message. */
    findings: () => received.flatMap(({ body }) => body.data.findings ?? []),
    [Symbol.asyncDispose]: close,
  };
}
