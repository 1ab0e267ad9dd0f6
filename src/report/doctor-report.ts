/** No page can load anything from it: `.invalid` never resolves (RFC 6761). */
export const DOCTOR_HOST = "doctor.tattle.invalid";

/**
 * What `tattle doctor` says was blocked in the report that it sends to try the way from a site to
 * Tattle. A noise rule knows it, so that it is no issue of the site's.
 */
export const DOCTOR_URL = `https://${DOCTOR_HOST}/`;
