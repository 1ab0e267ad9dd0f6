/** What a person wrote as a list: a line each, or with commas between them. */
export function lines(text: string): string[] {
  return text.split(/[\n,]/).flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
}
