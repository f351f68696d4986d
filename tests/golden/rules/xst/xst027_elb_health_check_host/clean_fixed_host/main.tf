resource "aws_lb_target_group" "web" {
  port     = 80
  protocol = "HTTP"
  health_check {
    path = "/health/"
  }
}
