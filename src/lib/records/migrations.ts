import { GENESIS_HASH } from '../domain/record';
import type { RecordsDatabase, UpgradeTransaction } from './schema';

type Migration = (database: RecordsDatabase, transaction: UpgradeTransaction) => void | Promise<void>;

/**
 * Step n brings version n to version n + 1. Steps are never edited once released: tablets in the field have
 * run them. Nothing but IndexedDB calls may be awaited inside, or the upgrade would commit half-way.
 */
export const MIGRATIONS: readonly Migration[] = [
	function createStores(database) {
		const records = database.createObjectStore('records', { keyPath: 'key', autoIncrement: true });
		records.createIndex('by-id', 'record.id', { unique: true });
		records.createIndex('by-chain', ['record.deviceId', 'record.sequence'], { unique: true });
		records.createIndex('by-time', 'record.wallTime');
		records.createIndex('by-facet', ['facet', 'record.wallTime']);
		records.createIndex('by-line', ['record.station.line', 'record.wallTime']);
		records.createIndex('by-shift', ['record.station.shift', 'record.wallTime']);
		records.createIndex('by-batch', ['record.station.batch', 'record.wallTime']);
		records.createIndex('by-model', ['record.model.version', 'record.wallTime']);
		records.createIndex('by-corrected', ['corrected', 'record.wallTime']);
		records.createIndex('by-token', 'tokens', { multiEntry: true });
		records.createIndex('by-check', 'record.checkId');

		const chains = database.createObjectStore('chains', { keyPath: 'deviceId' });
		database.createObjectStore('outbox', { keyPath: 'id' }).createIndex('by-state', ['state', 'key']);
		database.createObjectStore('pictures', { keyPath: 'sha256' }).createIndex('by-role', ['role', 'key']);
		database.createObjectStore('meta');

		const head = { deviceId: crypto.randomUUID(), own: true, sequence: 0, hash: GENESIS_HASH, wallTime: '' };
		return chains.put(head).then(() => undefined);
	},
	function indexInspectors(_database, transaction) {
		transaction.objectStore('records').createIndex('by-inspector', ['record.personal.inspector', 'record.wallTime']);
	}
];

/** The database's version: IndexedDB's numbers start at 1. */
export const DATABASE_VERSION = MIGRATIONS.length;
