import type { AuditEntry } from '../../domain/report-protocol';
import type { Call } from '../http/call';

/**
 * Writes down that a program has read `subject` with a key of its own.
 * [Note: programs] What a browser reads follows a sign-in that is in the audit; a program that brings its key along
 * never signs in, so that each of its readings is written down instead.
 */
export async function auditProgram(call: Call, subject: string): Promise<void> {
	if (call.request.headers.has('authorization')) await audit(call, 'read', subject);
}

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
