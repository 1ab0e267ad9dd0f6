import { Type } from "@sinclair/typebox";
import { filters, onlyThese, search } from "./filter.ts";

export const StreamQuerySchema = Type.Object({ search, ...filters }, onlyThese);
