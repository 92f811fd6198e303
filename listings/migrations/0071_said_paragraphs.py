from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listings", "0070_answer_hash")]

    operations = [
        migrations.AddField(
            model_name="sourcerecord",
            name="paragraphs",
            field=models.BinaryField(
                db_default=b"",
                default=b"",
                help_text="Numbers of its paragraphs: which an employer repeats is found by them.",
            ),
        ),
    ]
