import * as m from '$lib/paraglide/messages';
import type { ErrorCode } from '$lib/domain/errors';

const SENTENCES: Record<ErrorCode, () => string> = {
	'not-an-image': m.error_not_an_image,
	'empty-file': m.error_empty_file,
	'unreadable-file': m.error_unreadable_file,
	'truncated-image': m.error_truncated_image,
	'unsupported-format': m.error_unsupported_format,
	'image-too-large': m.error_image_too_large,
	'image-too-small': m.error_image_too_small,
	'camera-denied': m.error_camera_denied,
	'camera-missing': m.error_camera_missing,
	'camera-busy': m.error_camera_busy,
	'camera-lost': m.error_camera_lost,
	'camera-unsupported': m.error_camera_unsupported,
	'model-missing': m.error_model_missing,
	'model-corrupt': m.error_model_corrupt,
	'backend-lost': m.error_backend_lost,
	'backend-missing': m.error_backend_missing,
	'self-test-failed': m.error_self_test_failed,
	'worker-crashed': m.error_worker_crashed,
	'worker-silent': m.error_worker_silent,
	cancelled: m.error_cancelled,
	'storage-full': m.error_storage_full,
	'storage-unavailable': m.error_storage_unavailable,
	'import-refused': m.error_import_refused,
	'report-rejected': m.error_report_rejected,
	'report-unauthorised': m.error_report_unauthorised,
	offline: m.error_offline,
	unexpected: m.error_unexpected
};

/** What an inspector reads of a fault: one plain sentence in the current language. */
export const errorSentence = (code: ErrorCode): string => SENTENCES[code]();
