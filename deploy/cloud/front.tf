# One address for the world: TLS, the nearer of two regions, a limit a caller, and a proxy in front of the desk that
# asks for a company account before the desk asks for its key.
resource "google_compute_global_address" "front" {
  name = "bottle-inspector"
}

output "address" {
  value = google_compute_global_address.front.address
}

resource "google_compute_managed_ssl_certificate" "front" {
  name = "bottle-inspector"
  managed {
    domains = [var.domain]
  }
}

resource "google_compute_region_network_endpoint_group" "server" {
  for_each              = google_cloud_run_v2_service.server
  name                  = "bottle-inspector-${each.key}"
  region                = each.key
  network_endpoint_type = "SERVERLESS"
  cloud_run {
    service = each.value.name
  }
}

# A plant's tablets share one address: 1,000 of them send 200 requests a second at most.
resource "google_compute_security_policy" "front" {
  name = "bottle-inspector"
  rule {
    action      = "throttle"
    priority    = 1000
    description = "At most 400 requests a second from one address"
    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }
    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"
      rate_limit_threshold {
        count        = 24000
        interval_sec = 60
      }
    }
  }
  rule {
    action      = "allow"
    priority    = 2147483647
    description = "The rest is decided by tokens"
    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }
  }
}

# Tablets and the app itself: device tokens.
resource "google_compute_backend_service" "tablets" {
  name                  = "bottle-inspector-tablets"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = google_compute_security_policy.front.id
  dynamic "backend" {
    for_each = google_compute_region_network_endpoint_group.server
    content {
      group = backend.value.id
    }
  }
  # A region that answers with 5xx is left alone for a while; the other one takes its tablets.
  outlier_detection {
    consecutive_errors = 5
    base_ejection_time {
      seconds = 30
    }
    interval {
      seconds = 10
    }
    max_ejection_percent = 50
  }
  log_config {
    enable      = true
    sample_rate = 0.1
  }
}

# The desk: a company account, then a viewer's or administrator's key.
resource "google_compute_backend_service" "desk" {
  name                  = "bottle-inspector-desk"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = google_compute_security_policy.front.id
  iap {
    enabled = true
  }
  dynamic "backend" {
    for_each = google_compute_region_network_endpoint_group.server
    content {
      group = backend.value.id
    }
  }
  log_config {
    enable      = true
    sample_rate = 1
  }
}

resource "google_iap_web_backend_service_iam_member" "desk" {
  for_each            = toset(var.desk_members)
  web_backend_service = google_compute_backend_service.desk.name
  role                = "roles/iap.httpsResourceAccessor"
  member              = each.key
}

resource "google_compute_url_map" "front" {
  name            = "bottle-inspector"
  default_service = google_compute_backend_service.tablets.id
  host_rule {
    hosts        = [var.domain]
    path_matcher = "all"
  }
  path_matcher {
    name            = "all"
    default_service = google_compute_backend_service.tablets.id
    path_rule {
      paths   = ["/desk", "/desk/*", "/api/desk/*", "/api/tokens", "/api/tokens/*", "/api/audit"]
      service = google_compute_backend_service.desk.id
    }
  }
}

resource "google_compute_target_https_proxy" "front" {
  name             = "bottle-inspector"
  url_map          = google_compute_url_map.front.id
  ssl_certificates = [google_compute_managed_ssl_certificate.front.id]
  ssl_policy       = google_compute_ssl_policy.front.id
}

resource "google_compute_ssl_policy" "front" {
  name            = "bottle-inspector"
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_global_forwarding_rule" "https" {
  name                  = "bottle-inspector-https"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.front.id
  port_range            = "443"
  target                = google_compute_target_https_proxy.front.id
}

resource "google_compute_url_map" "to_https" {
  name = "bottle-inspector-to-https"
  default_url_redirect {
    https_redirect = true
    strip_query    = false
  }
}

resource "google_compute_target_http_proxy" "to_https" {
  name    = "bottle-inspector-to-https"
  url_map = google_compute_url_map.to_https.id
}

resource "google_compute_global_forwarding_rule" "http" {
  name                  = "bottle-inspector-http"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.front.id
  port_range            = "80"
  target                = google_compute_target_http_proxy.to_https.id
}
