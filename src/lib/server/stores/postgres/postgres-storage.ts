import postgres from 'postgres';
import { nameFaults } from '../faults';
import type { Storage } from '../report-store';
import { migrate } from './migrations';
import { ensurePartitions } from './partitions';
import { postgresAccess } from './postgres-access';
import { postgresAppend } from './postgres-append';
import { postgresDevices, postgresPage, postgresTallies } from './postgres-desk';

/**
 * What passes: connection faults (postgres.js and Node), and by SQLSTATE class 08 connection, 40 rollback
 * (deadlock, serialisation), 53 resources (disk full, too many connections), 55 locks, 57 operator intervention
 * (shutdown, crash), 58 the system; 25006 read only, as a replica is until somebody promotes it.
 */
const PASSING_STATE = /^(08|40|53|55|57|58|25006)/;
const PASSING_CODE = /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|ENOENT)/;

function isPassing(thrown: unknown): boolean {
	if (!(thrown instanceof Error)) return false;
	const { code } = thrown as { code?: unknown };
	return typeof code === 'string' && (PASSING_STATE.test(code) || PASSING_CODE.test(code));
}

const DAY_MS = 86_400_000;

/** Everything in one PostgreSQL database, shared by any number of server processes. */
export async function openPostgresStorage(url: string, connections: number): Promise<Storage> {
	const sql = postgres(url, {
		max: connections,
		connect_timeout: 5,
		// A statement that hangs must not hold a connection for ever.
		connection: { application_name: 'bottle-inspector', statement_timeout: 30_000 },
		onnotice: () => undefined
	});
	await migrate(sql);
	await ensurePartitions(sql, Date.now());
	const daily = setInterval(() => {
		// A miss is harmless: the default partition takes the records, and tomorrow tries again.
		ensurePartitions(sql, Date.now()).catch(() => undefined);
	}, DAY_MS).unref();
	return nameFaults<Storage>(
		{
			...postgresAccess(sql),
			kind: 'postgres',
			append: (reports) => postgresAppend(sql, reports),
			tallies: (filter, by, minutes) => postgresTallies(sql, filter, by, minutes),
			page: (filter, request) => postgresPage(sql, filter, request),
			devices: () => postgresDevices(sql),
			async ping() {
				// Really written: reading alone would call a full disk or a replica healthy.
				await sql`INSERT INTO heartbeat VALUES (1, now()) ON CONFLICT (one) DO UPDATE SET at = excluded.at`;
			},
			async close() {
				clearInterval(daily);
				await sql.end({ timeout: 5 });
			}
		},
		isPassing
	);
}
