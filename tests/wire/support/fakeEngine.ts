/** An engine that does nothing but listen: so tests see what the user is told during `pulumi up`. */
import { EngineService, Empty, grpc, LogSeverity } from "./sdk.ts";
import { saw } from "./secrets.ts";

/** A line on the user's screen. */
export interface EngineLine {
    severity: "debug" | "info" | "warning" | "error";
    message: string;
    urn: string;
    ephemeral: boolean;
}

/** A running fake engine. */
export interface FakeEngine {
    /** The host's argument. */
    readonly address: string;
    readonly lines: EngineLine[];
    /** The messages of one severity. */
    said(severity: EngineLine["severity"]): string[];
    close(): void;
}

const severities = new Map<number, EngineLine["severity"]>([
    [LogSeverity.DEBUG, "debug"],
    [LogSeverity.INFO, "info"],
    [LogSeverity.WARNING, "warning"],
    [LogSeverity.ERROR, "error"],
]);

/** Starts one on a free port. */
export async function startFakeEngine(): Promise<FakeEngine> {
    const lines: EngineLine[] = [];
    const server = new grpc.Server();
    server.addService(EngineService, {
        log(call: any, callback: any) {
            const severity = severities.get(call.request.getSeverity()) ?? "error";
            const message: string = call.request.getMessage();
            saw(`the engine's log (${severity})`, message);
            lines.push({ severity, message, urn: call.request.getUrn(), ephemeral: call.request.getEphemeral() });
            callback(null, new Empty());
        },
        getRootResource: (_call: any, callback: any) => callback({ code: grpc.status.UNIMPLEMENTED }),
        setRootResource: (_call: any, callback: any) => callback({ code: grpc.status.UNIMPLEMENTED }),
        startDebugging: (_call: any, callback: any) => callback({ code: grpc.status.UNIMPLEMENTED }),
        requirePulumiVersion: (_call: any, callback: any) => callback({ code: grpc.status.UNIMPLEMENTED }),
    });
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        );
    });
    return {
        address: `127.0.0.1:${port}`,
        lines,
        said: (severity) => lines.filter((line) => line.severity === severity).map(({ message }) => message),
        close: () => server.forceShutdown(),
    };
}
