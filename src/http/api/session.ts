import { Elysia } from "elysia";
import type { Identity } from "../access/identity.ts";
import type { Services } from "../services.ts";
import { operation } from "./operation.ts";
import { SessionSchema, type SessionView } from "./schema/session.ts";

/** What is known about who asks. */
export interface SessionParts {
  identify(request: Request): Pick<Identity, "name" | "role"> | null;
  /** How browsers reach `/report/`, seen from this request. */
  reportUrl(request: Request): string;
}

/** Who asks: for a page that shows only what its reader may do. */
export function sessionApi({ version }: Pick<Services, "version">, parts: SessionParts) {
  return new Elysia().get(
    "/api/v1/session",
    ({ request }): SessionView => {
      const { name, role } = parts.identify(request) ?? { name: "", role: "read" };
      return { name, role, version, reportUrl: parts.reportUrl(request) };
    },
    {
      detail: operation({
        operationId: "getSession",
        tag: "Access",
        summary: "Get who asks",
        description: "The name and role behind the token or session of the request.",
        answer: SessionSchema,
        answerIs: "Name, role, and where reports go.",
        example: {
          name: "admin",
          role: "admin",
          version: "0.1.0",
          reportUrl: "https://csp.example.org",
        },
        errors: [],
      }),
    },
  );
}
