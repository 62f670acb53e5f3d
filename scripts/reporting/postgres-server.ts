import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';

/** Debian keeps the server's programs off the path, one folder a version. */
const DEBIAN = '/usr/lib/postgresql';

function programs(): string | null {
	if (!existsSync(DEBIAN)) return null;
	const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
	const newest = versions
		.map((version) => join(DEBIAN, version, 'bin'))
		.find((bin) => existsSync(join(bin, 'postgres')));
	return newest ?? null;
}

/** Why no server can be started here; null where one can. */
export function missingPostgres(): string | null {
	return programs() ? null : 'PostgreSQL is not installed (Debian: apt-get install postgresql)';
}

/**
 * A real PostgreSQL server in a folder of its own, on loopback, for tests and benchmarks. It never runs as root:
 * PostgreSQL refuses to, so that root hands it to the user `postgres`.
 */
export class PostgresServer {
	readonly folder = mkdtempSync(join(tmpdir(), 'bottle-pg-'));
	readonly #owner: { uid?: number; gid?: number } = process.getuid?.() === 0 ? idsOf('postgres') : {};
	#child: ChildProcess | null = null;

	constructor(readonly port: number) {
		chmodSync(this.folder, 0o700);
		if (this.#owner.uid !== undefined) chownSync(this.folder, this.#owner.uid, this.#owner.gid!);
		const options = { ...this.#owner, stdio: 'pipe' as const, cwd: this.folder };
		execFileSync(
			join(programs()!, 'initdb'),
			['-D', `${this.folder}/db`, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8'],
			options
		);
	}

	url(database = 'postgres'): string {
		return `postgres://postgres@127.0.0.1:${this.port}/${database}`;
	}

	async start(): Promise<void> {
		const settings = ['-p', String(this.port), '-c', 'listen_addresses=127.0.0.1', '-k', this.folder];
		this.#child = spawn(join(programs()!, 'postgres'), ['-D', `${this.folder}/db`, ...settings], {
			...this.#owner,
			stdio: 'ignore',
			cwd: this.folder
		});
		await this.#answering();
	}

	/** `immediate` leaves the database as a crash would. */
	async stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
		const child = this.#child;
		if (!child) return;
		this.#child = null;
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
		await ended;
	}

	async createDatabase(name: string): Promise<string> {
		const sql = postgres(this.url(), { max: 1, onnotice: () => undefined });
		await sql.unsafe(`CREATE DATABASE ${name}`);
		await sql.end();
		return this.url(name);
	}

	async remove(): Promise<void> {
		await this.stop('immediate');
		rmSync(this.folder, { recursive: true, force: true });
	}

	async #answering(): Promise<void> {
		for (let attempt = 0; attempt < 200; attempt++) {
			const sql = postgres(this.url(), { max: 1, connect_timeout: 2, onnotice: () => undefined });
			try {
				await sql`SELECT 1`;
				return;
			} catch {
				await new Promise((resolve) => setTimeout(resolve, 100));
			} finally {
				await sql.end({ timeout: 1 });
			}
		}
		throw new Error('PostgreSQL did not start within 20 seconds');
	}
}

function idsOf(user: string): { uid: number; gid: number } {
	const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
	return { uid: id('-u'), gid: id('-g') };
}
