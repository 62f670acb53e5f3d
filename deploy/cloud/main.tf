# Cloud Run in two regions, Cloud SQL with point-in-time recovery and a read replica, a private bucket, secrets.
# The load balancer, Identity-Aware Proxy and uptime alerts in front are not written yet.
# Formatted only; never planned or applied.
terraform {
  required_version = ">= 1.6"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.0"
    }
  }
}

variable "project" { type = string }
variable "image" { type = string }
variable "domain" { type = string }
variable "regions" {
  type    = list(string)
  default = ["southamerica-east1", "southamerica-west1"]
}

provider "google" {
  project = var.project
  region  = var.regions[0]
}

resource "google_service_account" "server" {
  account_id = "bottle-inspector"
}

resource "google_storage_bucket" "pictures" {
  name                        = "${var.project}-inspector-pictures"
  location                    = "SOUTHAMERICA-EAST1"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  versioning { enabled = true }
}

resource "google_storage_bucket_iam_member" "pictures" {
  bucket = google_storage_bucket.pictures.name
  role   = "roles/storage.objectUser"
  member = "serviceAccount:${google_service_account.server.email}"
}

resource "google_sql_database_instance" "main" {
  database_version    = "POSTGRES_16"
  region              = var.regions[0]
  deletion_protection = true
  settings {
    tier              = "db-custom-2-7680"
    availability_type = "REGIONAL"
    disk_autoresize   = true
    backup_configuration {
      enabled                        = true
      point_in_time_recovery_enabled = true
    }
    ip_configuration {
      ipv4_enabled = true
      ssl_mode     = "ENCRYPTED_ONLY"
    }
  }
}

resource "google_sql_database_instance" "replica" {
  database_version     = "POSTGRES_16"
  region               = var.regions[1]
  master_instance_name = google_sql_database_instance.main.name
  settings {
    tier = "db-custom-2-7680"
  }
}

# Values are put in by hand or by a pipeline, never by this file.
resource "google_secret_manager_secret" "settings" {
  for_each  = toset(["DATABASE_URL", "ADMIN_TOKEN", "METRICS_TOKEN", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"])
  secret_id = each.key
  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_iam_member" "settings" {
  for_each  = google_secret_manager_secret.settings
  secret_id = each.value.id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${google_service_account.server.email}"
}

resource "google_cloud_run_v2_service" "server" {
  for_each = toset(var.regions)
  name     = "bottle-inspector"
  location = each.key
  ingress  = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
  template {
    service_account = google_service_account.server.email
    scaling {
      min_instance_count = 1
      max_instance_count = 10
    }
    volumes {
      name = "cloudsql"
      cloud_sql_instance {
        instances = [google_sql_database_instance.main.connection_name]
      }
    }
    containers {
      image = var.image
      ports { container_port = 8080 }
      resources {
        limits = { cpu = "1", memory = "512Mi" }
      }
      volume_mounts {
        name       = "cloudsql"
        mount_path = "/cloudsql"
      }
      env {
        name  = "PICTURES"
        value = "s3://${google_storage_bucket.pictures.name}"
      }
      env {
        name  = "S3_ENDPOINT"
        value = "https://storage.googleapis.com"
      }
      env {
        name  = "ORIGIN"
        value = "https://${var.domain}"
      }
      dynamic "env" {
        for_each = google_secret_manager_secret.settings
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = env.value.secret_id
              version = "latest"
            }
          }
        }
      }
      startup_probe {
        http_get { path = "/api/health" }
      }
      liveness_probe {
        http_get { path = "/api/health" }
      }
    }
  }
}
