import type { Logger } from 'pino';
import type { Access } from './access/authenticate';
import type { Environment } from './environment';
import type { HealthProbe } from './health';
import type { RateLimit } from './http/rate-limit';
import type { WriteQueue } from './ingest/write-queue';
import type { Metrics } from './metrics';
import type { PictureStore } from './pictures/picture-store';
import type { Storage } from './stores/report-store';

/** Everything that routes work with. */
export interface Services {
	readonly environment: Environment;
	readonly version: string;
	readonly storage: Storage;
	readonly pictures: PictureStore;
	readonly queue: WriteQueue;
	readonly health: HealthProbe;
	readonly access: Access;
	readonly metrics: Metrics;
	readonly log: Logger;
	/** Requests by token. */
	readonly requestRate: RateLimit;
	/** Refused tokens by network address. */
	readonly guessRate: RateLimit;
}
