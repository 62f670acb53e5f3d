import pino, { type DestinationStream, type Logger } from 'pino';
import { Access } from './access/authenticate';
import type { Environment } from './environment';
import { HealthProbe } from './health';
import { RateLimit } from './http/rate-limit';
import { WriteQueue } from './ingest/write-queue';
import { Metrics } from './metrics';
import { bucketPictures } from './pictures/bucket';
import { folderPictures } from './pictures/folder';
import type { PictureStore } from './pictures/picture-store';
import type { Services } from './services';
import { openPostgresStorage } from './stores/postgres/postgres-storage';
import type { Storage } from './stores/report-store';
import { openSqliteStorage } from './stores/sqlite/sqlite-storage';

/** The store that `DATABASE_URL` names. */
export async function openStorage(
	environment: Pick<Environment, 'DATABASE_URL' | 'DATABASE_CONNECTIONS'>
): Promise<Storage> {
	const { DATABASE_URL: url, DATABASE_CONNECTIONS: connections } = environment;
	return url.startsWith('sqlite:')
		? openSqliteStorage(url.slice('sqlite:'.length))
		: openPostgresStorage(url, connections);
}

/** The picture store that `PICTURES` names. */
export function openPictures(environment: Environment): PictureStore {
	const { PICTURES: place } = environment;
	if (place.startsWith('folder:')) return folderPictures(place.slice('folder:'.length));
	return bucketPictures({
		endpoint: environment.S3_ENDPOINT!,
		region: environment.S3_REGION,
		bucket: place.slice('s3://'.length),
		accessKeyId: environment.S3_ACCESS_KEY_ID!,
		secretAccessKey: environment.S3_SECRET_ACCESS_KEY!
	});
}

/** Refused tokens from one network address: twenty at once, then one every two seconds. */
const GUESSES_PER_SECOND = 0.5;
const GUESSES_BURST = 20;

/**
 * One JSON object a line. Of a fault only what names it: databases hang whole rows on theirs (PostgreSQL's `detail`), and
 * nothing of a record goes to the log.
 */
export function serverLog(level: Environment['LOG_LEVEL'], to?: DestinationStream): Logger {
	const describe = ({ name, message, code, stack }: Error & { code?: unknown }) => ({ name, message, code, stack });
	const timestamp = pino.stdTimeFunctions.isoTime;
	return pino({ level, base: undefined, timestamp, serializers: { err: describe } }, to);
}

/** Puts the server together around a store and a picture store that are already open. */
export function assemble(
	environment: Environment,
	storage: Storage,
	pictures: PictureStore,
	version: string
): Services {
	const queue = new WriteQueue(storage, {
		maxQueuedRecords: environment.MAX_QUEUED_RECORDS,
		maxGroupRecords: 1000,
		writers: storage.kind === 'sqlite' ? 1 : Math.max(1, Math.floor(environment.DATABASE_CONNECTIONS / 2))
	});
	return {
		environment,
		version,
		storage,
		pictures,
		queue,
		health: new HealthProbe(storage, pictures),
		access: new Access(storage, environment.ADMIN_TOKEN),
		metrics: new Metrics(() => queue.depth),
		log: serverLog(environment.LOG_LEVEL),
		requestRate: new RateLimit(environment.RATE_PER_SECOND, environment.RATE_BURST),
		guessRate: new RateLimit(GUESSES_PER_SECOND, GUESSES_BURST)
	};
}
