import type { AuditEntry } from '../../domain/report-protocol';
import type { Call } from '../http/call';

/** Writes down who did what. Awaited before the answer, so that nothing is seen that was not written down. */
export function audit(call: Call, action: AuditEntry['action'], subject: string): Promise<void> {
	return call.services.storage.audit({
		at: new Date(call.nowMs).toISOString(),
		tokenId: call.principal?.id ?? null,
		role: call.principal?.role ?? null,
		action,
		subject,
		requestId: call.requestId
	});
}
