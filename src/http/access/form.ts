/** Far above what the login form holds. */
const MAX_FORM_BYTES = 8 * 1024;

/**
 * The fields of a small form, or `null` where the body is too large, of unknown length, or
 * broken off. Browsers always announce the length of a form.
 */
export async function readForm(request: Request): Promise<URLSearchParams | null> {
  const length = request.headers.get("content-length") ?? "";
  if (!/^\d{1,9}$/.test(length) || Number(length) > MAX_FORM_BYTES) return null;
  try {
    return new URLSearchParams(await request.text());
  } catch {
    return null; // The client went away: nobody is left to be told.
  }
}
