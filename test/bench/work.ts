import { join } from "node:path";
import type { DeliverTask } from "./deliver.ts";
import type { Cost } from "./meter.ts";
import type { OutageResult, OutageTask } from "./outage.ts";
import type { Answer, Task } from "./worker.ts";

/** A process that delivers, as the one that prints sees it. */
export class Work implements Disposable {
  #waiting: ((answer: Answer<never>) => void) | null = null;
  readonly #process = Bun.spawn([process.execPath, join(import.meta.dir, "worker.ts")], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "inherit",
    ipc: (answer: Answer<never>) => this.#waiting?.(answer),
    onExit: (_, code) => this.#waiting?.({ error: `The process ended with ${code}.` }),
  });

  /** @throws Error where a report was lost, came twice or out of order */
  deliver(task: DeliverTask): Promise<Cost> {
    return this.#run<Cost>({ deliver: task });
  }

  /** @throws as {@link deliver} */
  outage(task: OutageTask): Promise<OutageResult> {
    return this.#run<OutageResult>({ outage: task });
  }

  [Symbol.dispose](): void {
    this.#waiting = null;
    this.#process.kill();
  }

  async #run<T>(task: Task): Promise<T> {
    const answer = await new Promise<Answer<T>>((resolve) => {
      this.#waiting = resolve;
      this.#process.send(task);
    });
    if ("error" in answer) throw new Error(answer.error);
    return answer.result;
  }
}
