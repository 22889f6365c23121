import pytest
@pytest.mark.spec("SYS-001")
@pytest.mark.django_db
def test_a(): 
    from django.db import connection
    with connection.cursor() as c:
        c.execute("select 1"); assert c.fetchone()==(1,)
@pytest.mark.django_db(transaction=True)
def test_b(): pass
