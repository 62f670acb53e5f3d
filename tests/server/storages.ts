import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgresStorage } from '../../src/lib/server/stores/postgres/postgres-storage';
import { openSqliteStorage } from '../../src/lib/server/stores/sqlite/sqlite-storage';
import type { Storage } from '../../src/lib/server/stores/report-store';
import { missingPostgres, PostgresServer } from '../../scripts/reporting/postgres-server';

/** A kind of store that the contract is held against. */
export interface StorageKind {
	readonly name: 'sqlite' | 'postgres';
	/** Why it cannot be tried here; null where it can. */
	readonly missing: string | null;
	prepare(): Promise<void>;
	/** The store of this name, empty at first; the same one when opened again. */
	open(name: string): Promise<Storage>;
	remove(): Promise<void>;
}

function sqliteKind(): StorageKind {
	const folder = mkdtempSync(join(tmpdir(), 'bottle-sqlite-'));
	return {
		name: 'sqlite',
		missing: null,
		prepare: async () => undefined,
		open: async (name) => openSqliteStorage(join(folder, `${name}.db`)),
		remove: async () => rmSync(folder, { recursive: true, force: true })
	};
}

function postgresKind(port: number): StorageKind {
	let server: PostgresServer;
	const made = new Set<string>();
	return {
		name: 'postgres',
		missing: missingPostgres(),
		async prepare() {
			server = new PostgresServer(port);
			await server.start();
		},
		async open(name) {
			if (!made.has(name)) await server.createDatabase(name);
			made.add(name);
			return openPostgresStorage(server.url(name), 4);
		},
		remove: () => server.remove()
	};
}

export const storageKinds = (port: number): StorageKind[] => [sqliteKind(), postgresKind(port)];
