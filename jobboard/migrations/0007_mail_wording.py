from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobboard', '0006_outgoing_mail'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(editable=False, max_length=40, unique=True)),
                ('subject', models.CharField(blank=True, default='', max_length=200)),
                ('body', models.TextField(blank=True, default='', max_length=20000, verbose_name='text')),
                ('edited_at', models.DateTimeField(blank=True, editable=False, help_text='When a person last changed it.', null=True)),
            ],
            options={
                'verbose_name': 'wording of a mail',
                'verbose_name_plural': 'wordings of mails',
                'ordering': ('kind',),
                'constraints': [models.CheckConstraint(condition=models.Q(('kind', ''), _negated=True), name='jobboard_mailwording_has_kind', violation_error_message='A wording is for one kind of mail.')],
            },
        ),
    ]
