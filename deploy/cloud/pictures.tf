# Pictures: a bucket in the first region, whose versions undo a deletion for thirty days, and a copy in the second.
resource "google_storage_bucket" "pictures" {
  name                        = "${var.project}-inspector-pictures"
  location                    = var.regions[0]
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  versioning {
    enabled = true
  }
  lifecycle_rule {
    condition {
      days_since_noncurrent_time = 30
    }
    action {
      type = "Delete"
    }
  }
}

# South America has no dual-region location: a nightly copy in the second region stands in for it.
resource "google_storage_bucket" "pictures_copy" {
  name                        = "${var.project}-inspector-pictures-copy"
  location                    = var.regions[1]
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
}

data "google_storage_transfer_project_service_account" "copier" {
  project = var.project
}

resource "google_storage_bucket_iam_member" "copier_reads" {
  bucket = google_storage_bucket.pictures.name
  role   = "roles/storage.objectViewer"
  member = "serviceAccount:${data.google_storage_transfer_project_service_account.copier.email}"
}

resource "google_storage_bucket_iam_member" "copier_lists" {
  bucket = google_storage_bucket.pictures.name
  role   = "roles/storage.legacyBucketReader"
  member = "serviceAccount:${data.google_storage_transfer_project_service_account.copier.email}"
}

resource "google_storage_bucket_iam_member" "copier_writes" {
  bucket = google_storage_bucket.pictures_copy.name
  role   = "roles/storage.legacyBucketWriter"
  member = "serviceAccount:${data.google_storage_transfer_project_service_account.copier.email}"
}

resource "google_storage_transfer_job" "copy" {
  description = "Pictures, nightly, to the second region"
  project     = var.project
  transfer_spec {
    gcs_data_source {
      bucket_name = google_storage_bucket.pictures.name
    }
    gcs_data_sink {
      bucket_name = google_storage_bucket.pictures_copy.name
    }
  }
  schedule {
    schedule_start_date {
      year  = 2026
      month = 1
      day   = 1
    }
    start_time_of_day {
      hours   = 7
      minutes = 0
      seconds = 0
      nanos   = 0
    }
  }
  depends_on = [
    google_storage_bucket_iam_member.copier_reads,
    google_storage_bucket_iam_member.copier_lists,
    google_storage_bucket_iam_member.copier_writes,
  ]
}

resource "google_storage_bucket_iam_member" "pictures" {
  bucket = google_storage_bucket.pictures.name
  role   = "roles/storage.objectUser"
  member = "serviceAccount:${google_service_account.server.email}"
}
