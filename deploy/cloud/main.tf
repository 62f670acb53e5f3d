# The reporting server on Google Cloud: Cloud Run in two regions here, the database in database.tf, pictures in
# pictures.tf, load balancer and Identity-Aware Proxy in front.tf, alerts in monitoring.tf.
# Formatted, and its references checked by tests/deploy; never planned or applied.
terraform {
  required_version = ">= 1.6"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.0"
    }
  }
}

variable "project" {
  type = string
}
variable "image" {
  description = "deploy/Dockerfile, pushed to a registry, by digest."
  type        = string
}
variable "domain" {
  description = "Name under which tablets and desk reach the server; its A record points at the output `address`."
  type        = string
}
variable "regions" {
  description = "The database lives in the first; either one serves when the other is out."
  type        = list(string)
  default     = ["southamerica-east1", "southamerica-west1"]
}
variable "desk_members" {
  description = "Who passes the proxy to the desk, such as group:quality@example.com."
  type        = list(string)
}
variable "alert_email" {
  type = string
}

provider "google" {
  project = var.project
  region  = var.regions[0]
}

resource "google_service_account" "server" {
  account_id = "bottle-inspector"
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
      # The balancer appends the caller's address and its own.
      env {
        name  = "ADDRESS_HEADER"
        value = "x-forwarded-for"
      }
      env {
        name  = "XFF_DEPTH"
        value = "2"
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
      # A page, not the health route: a database that is away is no reason to restart the server.
      liveness_probe {
        http_get { path = "/" }
      }
    }
  }
}

# Ingress lets only the load balancer in; who calls is decided by tokens, and at the desk by the proxy too.
resource "google_cloud_run_v2_service_iam_member" "balancer" {
  for_each = google_cloud_run_v2_service.server
  name     = each.value.name
  location = each.value.location
  role     = "roles/run.invoker"
  member   = "allUsers"
}
