/** Root of a child process: runs one third party's sink for the Tattle that started it. */
import { runSinkHost } from "./external/host/index.ts";

runSinkHost();
