# PostgreSQL: a standby in the same region by itself, a replica in the other region that is promoted by hand, backups
# every night and seven days of logs, so that any minute of the last week can be restored.
resource "google_sql_database_instance" "main" {
  name                = "bottle-inspector"
  database_version    = "POSTGRES_16"
  region              = var.regions[0]
  deletion_protection = true
  settings {
    tier                        = "db-custom-2-7680"
    availability_type           = "REGIONAL"
    disk_autoresize             = true
    deletion_protection_enabled = true
    backup_configuration {
      enabled                        = true
      location                       = var.regions[1]
      start_time                     = "06:00"
      point_in_time_recovery_enabled = true
      transaction_log_retention_days = 7
      backup_retention_settings {
        retained_backups = 30
      }
    }
    ip_configuration {
      ipv4_enabled = true
      ssl_mode     = "ENCRYPTED_ONLY"
    }
    maintenance_window {
      day  = 7
      hour = 5
    }
  }
}

resource "google_sql_database_instance" "replica" {
  name                 = "bottle-inspector-replica"
  database_version     = "POSTGRES_16"
  region               = var.regions[1]
  master_instance_name = google_sql_database_instance.main.name
  deletion_protection  = true
  settings {
    tier = "db-custom-2-7680"
    ip_configuration {
      ipv4_enabled = true
      ssl_mode     = "ENCRYPTED_ONLY"
    }
  }
}

resource "google_sql_database" "reports" {
  name     = "inspector"
  instance = google_sql_database_instance.main.name
}

resource "google_project_iam_member" "database" {
  project = var.project
  role    = "roles/cloudsql.client"
  member  = "serviceAccount:${google_service_account.server.email}"
}
