import { test } from "bun:test";
import { testSink } from "tattle/conformance";
import plugin from "./index.ts";

// Nothing arrives anywhere, so that there is nothing to probe.
testSink({ test, plugin, config: {} });
