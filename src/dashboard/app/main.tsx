import "./styles/main.css";
import { QueryClientProvider } from "@tanstack/preact-query";
import { render } from "preact";
import { createQueryClient } from "./api/use-api.ts";
import { App } from "./app.tsx";
import { fetchLatePages } from "./ui/late-page.ts";

const root = document.getElementById("app");
if (root === null) throw new Error("the page has no #app");
render(
  <QueryClientProvider client={createQueryClient()}>
    <App />
  </QueryClientProvider>,
  root,
);
void fetchLatePages();
