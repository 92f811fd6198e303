import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0004_publishing_is_a_right'),
    ]

    operations = [
        migrations.CreateModel(
            name='OldSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120)),
                ('retired_at', models.DateTimeField(auto_now_add=True)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='old_slugs', to='roles.author')),
                ('guide', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='old_slugs', to='roles.guide')),
                ('role', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='old_slugs', to='roles.role')),
                ('term', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='old_slugs', to='roles.term')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('role__isnull', False)), fields=('slug',), name='roles_oldslug_role_once', violation_error_message='That slug is of another page already.'), models.UniqueConstraint(condition=models.Q(('guide__isnull', False)), fields=('slug',), name='roles_oldslug_guide_once', violation_error_message='That slug is of another page already.'), models.UniqueConstraint(condition=models.Q(('term__isnull', False)), fields=('slug',), name='roles_oldslug_term_once', violation_error_message='That slug is of another page already.'), models.UniqueConstraint(condition=models.Q(('author__isnull', False)), fields=('slug',), name='roles_oldslug_author_once', violation_error_message='That slug is of another page already.'), models.CheckConstraint(condition=models.Q(models.Q(('author__isnull', True), ('guide__isnull', True), ('role__isnull', False), ('term__isnull', True)), models.Q(('author__isnull', True), ('guide__isnull', False), ('role__isnull', True), ('term__isnull', True)), models.Q(('author__isnull', True), ('guide__isnull', True), ('role__isnull', True), ('term__isnull', False)), models.Q(('author__isnull', False), ('guide__isnull', True), ('role__isnull', True), ('term__isnull', True)), _connector='OR'), name='roles_oldslug_one_owner', violation_error_message='An old slug is of exactly one page.')],
            },
        ),
    ]
