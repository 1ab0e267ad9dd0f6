import { CodedError } from "../../report/errors.ts";

/** Waits for an answer of the delivery thread. Throws `delivery_unavailable` where none comes in time. */
export async function ask<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (cause) {
    if (!(cause instanceof CodedError) || cause.code !== "thread_busy") throw cause;
    throw new CodedError("delivery_unavailable", "The delivery thread gave no answer.", { cause });
  }
}
