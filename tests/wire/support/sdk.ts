/**
 * The generated gRPC code of the Pulumi SDK, and the very copies of gRPC and protobuf it works with. Loaded by
 * `require`: the generated modules have no exports that ESM could see by name.
 */
import { createRequire } from "node:module";
import path from "node:path";

import type * as Grpc from "@grpc/grpc-js";
import type * as Engine from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type * as EngineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import type * as Provider from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type * as ProviderMessages from "@pulumi/pulumi/proto/provider_pb.js";
import type * as StatusMessages from "@pulumi/pulumi/proto/status_pb.js";
import type * as Empties from "google-protobuf/google/protobuf/empty_pb.js";
import type * as Structs from "google-protobuf/google/protobuf/struct_pb.js";

const require = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));

export const grpc = require("@grpc/grpc-js") as typeof Grpc;
export const { ResourceProviderClient } = require("./proto/provider_grpc_pb") as typeof Provider;
export const messages = require("./proto/provider_pb") as typeof ProviderMessages;
export const { EngineService } = require("./proto/engine_grpc_pb") as typeof Engine;
export const { LogSeverity } = require("./proto/engine_pb") as typeof EngineMessages;
export const { Status } = require("./proto/status_pb") as typeof StatusMessages;
export const { Empty } = require("google-protobuf/google/protobuf/empty_pb") as typeof Empties;
export const { Struct } = require("google-protobuf/google/protobuf/struct_pb") as typeof Structs;
export type Struct = Structs.Struct;
export type Client = Provider.ResourceProviderClient;
export type ServiceError = Grpc.ServiceError;

/** What the engine starts for every dynamic provider of a Node.js program. */
export const hostScript = path.join(path.dirname(require.resolve("./package.json")), "cmd/dynamic-provider/index.js");
