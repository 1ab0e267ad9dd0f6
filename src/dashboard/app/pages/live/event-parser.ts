/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  /** Of the last event that had one; empty where none had. */
  readonly lastId: string;
}

/** Reads server-sent events out of texts that are cut anywhere (HTML §9.2.6). */
export class EventParser {
  #rest = "";
  #event = "";
  #data: string[] = [];
  #lastId = "";

  /** The events that are complete with this text. */
  push(text: string): ServerEvent[] {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => (line === "" ? this.#end() : this.#take(line)));
  }

  #take(line: string): ServerEvent[] {
    const colon = line.indexOf(":");
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.#event = value;
    if (name === "data") this.#data.push(value);
    if (name === "id" && !value.includes("\0")) this.#lastId = value;
    return [];
  }

  #end(): ServerEvent[] {
    const event = this.#event || "message";
    const data = this.#data;
    this.#event = "";
    this.#data = [];
    if (data.length === 0) return [];
    return [{ event, data: data.join("\n"), lastId: this.#lastId }];
  }
}
