import type { Problem } from "../../../http/api/schema/common.ts";

/** What went wrong with a question to the API: what the server said, or that it said nothing. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** HTTP status; 0 where no answer came. */
    readonly status: number,
    /** A stable code of docs/errors.md, or `unreachable` and `unreadable`. */
    readonly code: Problem["code"] | "unreachable" | "unreadable",
    message: string,
    /** The parameters at fault. */
    readonly errors: NonNullable<Problem["errors"]> = [],
  ) {
    super(message);
  }

  /** Whether no Tattle is there: nothing answers, or a proxy in front of it says that nothing does. */
  get away(): boolean {
    return this.code === "unreachable";
  }

  /** Whether asking again may help without anybody doing something. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** How proxies answer for a server that they do not reach. */
const PROXY_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

/** Nothing answers. */
export function unreachable(status = 0): ApiError {
  return new ApiError(status, "unreachable", "Tattle does not answer. Is it running?");
}

/** The error of an answer that is none of the 2xx. */
export async function problemOf(response: Response): Promise<ApiError> {
  const { status } = response;
  try {
    const { code, detail, title, errors }: Problem = await response.json();
    return new ApiError(status, code, detail || title, errors);
  } catch {
    if (PROXY_STATUSES.has(status)) return unreachable(status);
    return new ApiError(status, "unreadable", `The server answered ${status}.`);
  }
}
