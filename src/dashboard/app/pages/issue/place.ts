/** Where in the code it happened. */
interface Place {
  readonly sourceFile: string | null;
  readonly lineNumber: number | null;
  readonly columnNumber: number | null;
}

/** `https://shop.example/app.js:12:7`, as editors take it; `null` where no file is known. */
export function placeOf({ sourceFile, lineNumber, columnNumber }: Place): string | null {
  if (sourceFile === null || sourceFile === "") return null;
  return [sourceFile, lineNumber, lineNumber === null ? null : columnNumber]
    .filter((part) => part !== null)
    .join(":");
}
