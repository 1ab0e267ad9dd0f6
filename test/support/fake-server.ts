import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Ways of going wrong that every server has. `hang` says nothing, `reset` closes the connection,
 * `endless` sends a 200 whose body never stops, `drip` one whose body stalls.
 */
export type Trouble =
  | "hang"
  | "reset"
  | "endless"
  | "drip"
  | { status: number; headers?: Record<string, string>; body?: string };

/** A stand-in for a service on loopback, as far as all of them are alike. */
export interface FakeServer<Request, Outcome> {
  /** The origin, without a slash at the end. */
  readonly url: string;
  /** In order of arrival. */
  readonly requests: readonly Request[];
  /** Each breach of the protocol, one sentence. Empty is what every test wants. */
  violations(): readonly string[];
  /** Outcomes of the next requests in turn; then `rule` decides again. */
  script(...outcomes: Outcome[]): void;
  /** Outcome by request, for what no script says. Default: `ok`. */
  rule(decide: (request: Request) => Outcome): void;
  /** Closes the server and every connection. */
  close(): Promise<void>;
}

/** What a service understands and how it answers. */
export interface Protocol<Request, Outcome> {
  /** Throws a {@link Refusal} for a mistake. */
  read(message: IncomingMessage, body: Buffer): Request;
  answer(outcome: Outcome, request: Request, response: ServerResponse): void;
}

/** A mistake in a request, with the status that the service answers to it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Throws a {@link Refusal} unless the condition holds. */
export function check(condition: boolean, status: number, message: string): asserts condition {
  if (!condition) throw new Refusal(status, message);
}

/** Starts a fake on a port of 127.0.0.1; 0 is a free one. */
export async function startFakeServer<Request, Outcome>(
  port: number,
  { read, answer }: Protocol<Request, Outcome | "ok">,
): Promise<FakeServer<Request, Outcome | "ok">> {
  const requests: Request[] = [];
  const violations: string[] = [];
  const scripted: Array<Outcome | "ok"> = [];
  let decide: (request: Request) => Outcome | "ok" = () => "ok";

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const request = read(message, await bodyOf(message));
      requests.push(request);
      answer(scripted.shift() ?? decide(request), request, response);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      violations.push(error.message);
      response.writeHead(error.status, { "content-type": "text/plain" }).end(error.message);
    }
  }

  const server = await listen(port, (message, response) => {
    handle(message, response).catch((error) => {
      violations.push(`the connection broke: ${error}`);
      response.destroy();
    });
  });
  return {
    ...server,
    requests,
    violations: () => violations,
    script: (...outcomes) => void scripted.push(...outcomes),
    rule: (rule) => {
      decide = rule;
    },
  };
}

/** Answers as a service in trouble. `type` and `beginning` are of the body that stalls. */
export function answerTrouble(
  trouble: Trouble,
  response: ServerResponse,
  type: string,
  beginning: string,
): void {
  if (trouble === "hang") return;
  if (trouble === "reset") {
    response.socket?.destroy();
  } else if (trouble === "endless") {
    pour(response);
  } else if (trouble === "drip") {
    response.writeHead(200, { "content-type": type }).write(beginning);
  } else {
    response.writeHead(trouble.status, trouble.headers ?? {}).end(trouble.body ?? "");
  }
}

async function listen(
  port: number,
  handle: (message: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer(handle);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { url: `http://127.0.0.1:${address.port}`, close };
}

/** Sends bytes until the other side goes away. */
function pour(response: ServerResponse): void {
  const chunk = "x".repeat(64 * 1024);
  const more = () => {
    if (response.destroyed) return;
    response.write(chunk);
    setTimeout(more, 1);
  };
  response.writeHead(200, { "content-type": "application/json" });
  more();
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
