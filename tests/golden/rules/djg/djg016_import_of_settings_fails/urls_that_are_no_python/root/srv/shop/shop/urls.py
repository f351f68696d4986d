urlpatterns = [
