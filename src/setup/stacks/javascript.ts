/** Reads one cookie where no framework does. */
export const COOKIE_FUNCTION = `const cookie = (header, name) =>
  new RegExp(\`(?:^|; *)\${name}=([^;]*)\`).exec(header ?? "")?.[1] ?? "";`;
