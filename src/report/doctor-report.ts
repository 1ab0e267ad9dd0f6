/**
 * What `tattle doctor` says was blocked in the report that it sends to try a site's way out. No
 * page can load it: `.invalid` never resolves (RFC 6761).
 */
export const DOCTOR_URL = "https://doctor.tattle.invalid/";

/** Whether a report came from `tattle doctor` and tells of no real page, by its `blockedURL`. */
export function isDoctorReport(blockedURL: string | null): boolean {
  return blockedURL !== null && /^https:\/\/doctor\.tattle\.invalid(?::443)?\/?$/.test(blockedURL);
}
