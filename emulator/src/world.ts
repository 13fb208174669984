import { FaultQueue } from "./faults";
import { Pauses } from "./pauses";
import { RateLimit } from "./rateLimit";
import { RequestLog } from "./requestLog";
import { Sentera } from "./sentera";
import { State } from "./state";
import { defaultSwitches, type Switches } from "./switches";
import { Tokens } from "./tokens";

/** All that one emulator knows. Routes and the control side work on the same one. */
export class World {
    readonly switches: Switches;
    readonly state = new State();
    readonly sentera = new Sentera();
    readonly tokens = new Tokens();
    readonly log = new RequestLog();
    readonly faults = new FaultQueue();
    readonly rateLimit = new RateLimit();
    readonly pauses = new Pauses();

    constructor(switches: Partial<Switches>) {
        this.switches = { ...defaultSwitches, ...switches };
    }
}
