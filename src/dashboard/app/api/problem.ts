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

  /** Whether asking again may help without anybody doing something. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The error of an answer that is none of the 2xx. */
export async function problemOf(response: Response): Promise<ApiError> {
  const { status } = response;
  try {
    const { code, detail, title, errors }: Problem = await response.json();
    return new ApiError(status, code, detail || title, errors);
  } catch {
    return new ApiError(status, "unreadable", `The server answered ${status}.`);
  }
}
