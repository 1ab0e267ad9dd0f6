/**
 * The little of Bun's own types that the starter's test uses, so that an editor understands it
 * without a network. Whoever installs `@types/bun` has all of them and deletes this file.
 */
export const BUN_TYPES = `// The part of Bun's types that index.test.ts needs. With @types/bun installed, delete this file.
declare module "bun:test" {
  interface Test {
    (name: string, run: () => void | Promise<void>, limit?: number): void;
    skip(name: string, run: () => void | Promise<void>): void;
  }
  export const test: Test;
  export function describe(name: string, define: () => void): void;
  export function beforeAll(run: () => void | Promise<void>): void;
  export function afterAll(run: () => void | Promise<void>): void;
  export function beforeEach(run: () => void | Promise<void>): void;
  export function afterEach(run: () => void | Promise<void>): void;
  export function expect(value: unknown): any;
}

declare namespace Bun {
  interface Server {
    readonly url: URL;
    readonly port: number;
    stop(closeConnections?: boolean): Promise<void>;
  }
  function serve(options: {
    hostname?: string;
    port?: number;
    fetch(request: Request): Response | Promise<Response>;
  }): Server;
  function file(path: string): { text(): Promise<string>; exists(): Promise<boolean> };
  function write(path: string, data: string): Promise<number>;
}
`;
